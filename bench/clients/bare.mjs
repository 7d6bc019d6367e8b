// Nothing: what it takes to start Node and end it.
