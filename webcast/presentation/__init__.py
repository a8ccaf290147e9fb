"""What a page, its picture and its file prepare alike: labels, what is folded, headlines, pictures by name."""
