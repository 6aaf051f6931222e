"""What people see: participant flow, researcher console, command line and bots."""
