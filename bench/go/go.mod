module baton.dev/bench

go 1.19
