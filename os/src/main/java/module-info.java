/** Files and pipes whose calls give the P away. */
module dev.baton.os {
    requires transitive dev.baton.syscall;

    exports dev.baton.os;
    exports dev.baton.os.nio;

    provides java.nio.file.spi.FileSystemProvider with
            dev.baton.os.nio.BatonFileSystemProvider;
}
