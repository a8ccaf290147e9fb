"""What the commands are told, by topic: which there are, and the options of each. No command is loaded for it."""
