"""Other annotation tools' export files, read into annotations and written from them."""
