/** For libraries that block, to say so to Baton where that runs. */
module dev.baton.api {
    exports dev.baton.api;
}
