"""What people see of a project in Label Studio: its labelling page and the tabs of its Data Manager."""
