/** System calls from Java. */
module dev.baton.syscall {
    requires transitive dev.baton;

    exports dev.baton.syscall;
}
