"""The store on PostgreSQL: the same interface, for several web hosts and standby clocks."""
