"""Bytes to tables: reports in XML, JSON, CSV and XLSX become one :class:`webcast.reports.Report`.

A report goes one way through here; :mod:`webcast.decode.decoder` leads it:

============= ====================================================================================================
step          modules
============= ====================================================================================================
**recognise** ``recognise`` opens bytes, a path or a stream, and tells the format by its first bytes
**read**      ``characters`` bytes to text that every table can hold;
              ``xml/`` records in tags, while they arrive; ``tabular/`` rows under headers: JSON, CSV and workbooks;
              ``values``, ``clocks``, ``questions`` and ``echo`` single values, times, types, and named filters
**repair**    ``xml/repair`` and ``tabular/repair`` what can be put right with certainty: nothing is shifted silently;
              ``two_clocks`` which of a report's two clocks its times are by
**assemble**  ``assemble`` clocks settled, totals summed, every column in its place and of its type
============= ====================================================================================================

Between the steps travels one :class:`webcast.decode.draft.Draft` an event, and in it
:class:`webcast.decode.notes.Notes` of all that was repaired, left out or doubted. ``costs`` stands beside the way: a
file of what campaigns cost is no report.
"""

from webcast.decode.decoder import decode

__all__ = ["decode"]
