"""What a live session shows and says next; knows no window."""
