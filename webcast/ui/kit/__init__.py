"""What the pages are built of: figures, marks, tables, the drawer of people, downloads, columns."""
