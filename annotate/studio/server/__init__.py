"""A private Label Studio on this machine: installed, started, found again, stopped."""
