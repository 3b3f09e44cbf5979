package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XattrsTest {
    private static final String NAME = "user.größe";

    @TempDir Path directory;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment value = arena.allocate(64);
    private final MemorySegment room = arena.allocate(64);
    private String file;
    private String link;
    private int fd;

    @BeforeEach
    void makeFileAndLink() throws Exception {
        Path path = Files.createFile(directory.resolve("file"));
        file = path.toString();
        link = Files.createSymbolicLink(directory.resolve("link"), path).toString();
        fd = (int) Syscall.open(file, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        MemorySegment.copy("value".getBytes(StandardCharsets.UTF_8), 0, value, JAVA_BYTE, 0, 5);
        assumeTrue(
                Xattrs.setxattr(file, NAME, value.address(), 1, 0) == 0,
                "this file system has no extended attributes for users");
        assertThat(Xattrs.removexattr(file, NAME)).isZero();
    }

    @AfterEach
    void closeThem() {
        arena.close();
        assertThat(Syscall.close(fd)).isZero();
    }

    private String read(long bytes) {
        byte[] read = room.asSlice(0, bytes).toArray(JAVA_BYTE);
        return new String(read, StandardCharsets.UTF_8);
    }

    @Test
    void anAttributeIsSetReadListedAndRemoved() {
        long address = value.address();
        assertThat(Xattrs.setxattr(link, NAME, address, 5, Xattrs.XATTR_REPLACE))
                .isEqualTo(Errno.ENODATA.result());
        assertThat(Xattrs.setxattr(link, NAME, address, 5, Xattrs.XATTR_CREATE)).isZero();
        assertThat(Xattrs.setxattr(link, NAME, address, 5, Xattrs.XATTR_CREATE))
                .isEqualTo(Errno.EEXIST.result());
        assertThat(Xattrs.getxattr(file, NAME, 0, 0)).isEqualTo(5);
        assertThat(Xattrs.getxattr(file, NAME, room.address(), 2)).isEqualTo(Errno.ERANGE.result());
        assertThat(read(Xattrs.getxattr(link, NAME, room.address(), 64))).isEqualTo("value");
        assertThat(read(Xattrs.listxattr(link, room.address(), 64)).split("\0", -1)).contains(NAME);
        assertThat(Xattrs.removexattr(link, NAME)).isZero();
        assertThat(Xattrs.removexattr(link, NAME)).isEqualTo(Errno.ENODATA.result());
        assertThat(Xattrs.getxattr(file, NAME, 0, 0)).isEqualTo(Errno.ENODATA.result());
        assertThat(Xattrs.listxattr(file + "-none", 0, 0)).isEqualTo(Errno.ENOENT.result());
    }

    @Test
    void anOpenFileHasTheSameAttributes() {
        assertThat(Xattrs.fsetxattr(fd, NAME, value.address(), 5, 0)).isZero();
        assertThat(read(Xattrs.fgetxattr(fd, NAME, room.address(), 64))).isEqualTo("value");
        assertThat(read(Xattrs.flistxattr(fd, room.address(), 64)).split("\0", -1)).contains(NAME);
        assertThat(Xattrs.fremovexattr(fd, NAME)).isZero();
        long ebadf = Errno.EBADF.result();
        assertThat(Xattrs.fsetxattr(-1, NAME, value.address(), 5, 0)).isEqualTo(ebadf);
        assertThat(Xattrs.fgetxattr(-1, NAME, 0, 0)).isEqualTo(ebadf);
        assertThat(Xattrs.flistxattr(-1, 0, 0)).isEqualTo(ebadf);
        assertThat(Xattrs.fremovexattr(-1, NAME)).isEqualTo(ebadf);
    }

    /** Users can give a link none; and what they ask of one is not asked of its file. */
    @Test
    void aLinkItselfIsNotItsFile() {
        assertThat(Xattrs.lsetxattr(file, NAME, value.address(), 5, 0)).isZero();
        assertThat(read(Xattrs.lgetxattr(file, NAME, room.address(), 64))).isEqualTo("value");
        assertThat(read(Xattrs.llistxattr(file, room.address(), 64)).split("\0", -1))
                .contains(NAME);
        assertThat(Xattrs.lsetxattr(link, NAME, value.address(), 5, 0))
                .isEqualTo(Errno.EPERM.result());
        assertThat(Errno.isError(Xattrs.lgetxattr(link, NAME, 0, 0))).isTrue();
        assertThat(read(Xattrs.llistxattr(link, room.address(), 64))).doesNotContain(NAME);
        assertThat(Errno.isError(Xattrs.lremovexattr(link, NAME))).isTrue();
        assertThat(Xattrs.lremovexattr(file, NAME)).isZero();
        assertThat(Xattrs.llistxattr(file + "-none", 0, 0)).isEqualTo(Errno.ENOENT.result());
    }

    @Test
    void pathsAndNamesThatAreNoneAreRefused() {
        assertThat(Xattrs.getxattr("a\0b", NAME, 0, 0)).isEqualTo(Errno.EINVAL.result());
        assertThat(Xattrs.listxattr("a\0b", 0, 0)).isEqualTo(Errno.EINVAL.result());
        assertThat(Xattrs.getxattr(file, "user.\ud800", 0, 0)).isEqualTo(Errno.EILSEQ.result());
        assertThat(Xattrs.fgetxattr(fd, "user.\0", 0, 0)).isEqualTo(Errno.EINVAL.result());
    }
}
