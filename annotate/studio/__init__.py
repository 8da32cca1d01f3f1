"""Everything about Label Studio: running one here, tasks and configuration, pushing, pulling, the live backend."""
