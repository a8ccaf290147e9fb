"""XML reports, decoded while they arrive; one page on which module reads what.

A report is a head (result, event, figures, questions), then viewers, then a tail. It goes through here in this order:

============== =================================================================================================
module         reads
============== =================================================================================================
``report``     bytes to text in the encoding that the report names, and the whole way below; the one entrance
``cut``        the text into its head, batches of whole ``<viewer>`` records, and its tail, before anything is parsed
``plain``      a batch written plainly, by columns: with numpy, no tree; refuses what it doubts
``names``      the elements of a viewer, and how their tags are told
``otherwise``  capitals, attributes and elements that are not known: written over, so that ``plain`` reads the rest
``references`` the references in texts of such a batch, all at once
``parts``      several such batches together, as columns: polars is asked once for all of them
``tree``       a batch that ``plain`` refused, record by record through lxml: right for whatever is well-formed
``special``    comments, CDATA sections and processing instructions, wherever one of the others has to know them
``repair``     a record that is not well-formed: what can be mended with certainty is, the rest is named
``batch``      what ``plain`` and ``tree`` both make: a batch of viewers as text, then as typed columns
``head``       head and tail together, a small document: the result, the event, its figures, and what was asked
============== =================================================================================================

Why two readers: on a report of 20 MB as the platform writes it, ``plain`` is about twelve times as fast as ``tree``,
and nearly every report is written so; ``tree`` is there because the rest must be read as well. A random test holds
both to one result (``tests/decode/xml/test_plain.py``), so that speed never decides what a value is.
"""
