"""What is looked at: filters and choices, how they are written in addresses and read again."""
