"""Reports of rows under headers: JSON, CSV and workbooks; one page on which module reads what.

========== =====================================================================================================
module     reads
========== =====================================================================================================
``json``   what the platform answers as JSON: what it says of the event, then its headers and rows
``csv``    bytes to text, and text to rows
``cut``    rows of CSV and JSON as they should be: cells found all at once, by ``cut_csv`` and ``cut_json``, and read
           by columns; every other row becomes a list, as those do that a parser read
``tables`` finds the headers among the first rows, which a workbook needs as well
``xlsx``   the workbook that the platform's dashboard exports, its sheet to rows
``layout`` the headers: which column means what, however it was renamed
``repair`` a row that has more or fewer cells than headers: what can be placed with certainty is, the rest is said
``rows``   rows under a layout to the typed columns of a draft an event; ``turned`` has rows become columns, and
           ``sessions`` reads the one that holds lists
========== =====================================================================================================
"""
