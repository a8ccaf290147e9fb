"""Figures of several processes in one text."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from webcast.web.together import joined

ONE = """# HELP webcast_files_total Files taken along.
# TYPE webcast_files_total counter
webcast_files_total{form="csv",outcome="whole"} 3.0
# HELP webcast_open_pages Pages open in browsers.
# TYPE webcast_open_pages gauge
webcast_open_pages 2.0
"""
OTHER = """# HELP webcast_files_total Files taken along.
# TYPE webcast_files_total counter
webcast_files_total{form="csv",outcome="left off, {by} \\"us\\""} 1.0
"""


def test_each_line_says_of_which_process_it_is_and_each_figure_is_described_once() -> None:
    assert joined({"11": ONE, "12": OTHER}) == (
        "# HELP webcast_files_total Files taken along.\n"
        "# TYPE webcast_files_total counter\n"
        'webcast_files_total{process="11",form="csv",outcome="whole"} 3.0\n'
        'webcast_files_total{process="12",form="csv",outcome="left off, {by} \\"us\\""} 1.0\n'
        "# HELP webcast_open_pages Pages open in browsers.\n"
        "# TYPE webcast_open_pages gauge\n"
        'webcast_open_pages{process="11"} 2.0\n'
    )


def test_what_reads_the_format_reads_it() -> None:
    families = {family.name: family for family in text_string_to_metric_families(joined({"11": ONE, "12": OTHER}))}
    assert [sample.value for sample in families["webcast_files"].samples] == [3.0, 1.0]
    assert families["webcast_open_pages"].samples[0].labels == {"process": "11"}
