"""Label Studio: a private server, projects, tasks, pushing, pulling, the live backend; and coding sheets."""
