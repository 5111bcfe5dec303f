"""What people type in this room: forms of cycles and of answers."""
