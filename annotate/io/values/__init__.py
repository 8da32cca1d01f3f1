"""What cells and files hold, made plain: dates, encodings, markup."""
