package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BlockingSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InotifyEventTest {
    @TempDir Path directory;

    @Test
    void eventsComeOneBehindAnother() throws Exception {
        int fd = (int) Fds.inotifyInit1(Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        int asked =
                InotifyEvent.IN_CREATE
                        | InotifyEvent.IN_MOVED_FROM
                        | InotifyEvent.IN_MOVED_TO
                        | InotifyEvent.IN_DELETE_SELF
                        | InotifyEvent.IN_ONLYDIR;
        Path watched = Files.createDirectory(directory.resolve("watched"));
        int watch = (int) Fds.inotifyAddWatch(fd, watched.toString(), asked);
        assertThat(watch).isPositive();
        Path made = Files.createDirectory(watched.resolve("ä"));
        Path moved = Files.move(made, watched.resolve("a-name-of-more-than-sixteen-bytes"));
        Files.delete(moved);
        Files.delete(watched);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(4096, 8);
            long bytes = Syscall.read(new BlockingSite(), fd, memory);
            InotifyEvent create = InotifyEvent.at(memory, 0);
            int isDir = InotifyEvent.IN_ISDIR;
            assertThat(create)
                    .isEqualTo(new InotifyEvent(watch, InotifyEvent.IN_CREATE | isDir, 0, "ä", 32));
            InotifyEvent from = InotifyEvent.at(memory, create.next());
            assertThat(from.mask()).isEqualTo(InotifyEvent.IN_MOVED_FROM | isDir);
            InotifyEvent to = InotifyEvent.at(memory, from.next());
            assertThat(to.mask()).isEqualTo(InotifyEvent.IN_MOVED_TO | isDir);
            assertThat(to.cookie()).isEqualTo(from.cookie()).isNotZero();
            assertThat(to.name()).isEqualTo("a-name-of-more-than-sixteen-bytes");
            InotifyEvent self = InotifyEvent.at(memory, to.next());
            assertThat(self.mask()).isEqualTo(InotifyEvent.IN_DELETE_SELF);
            assertThat(self.name()).isEmpty();
            InotifyEvent last = InotifyEvent.at(memory, self.next());
            assertThat(last.mask()).isEqualTo(InotifyEvent.IN_IGNORED);
            assertThat(last.next()).as("no more was read").isEqualTo(bytes);
        }
        assertThat(Fds.inotifyAddWatch(fd, "/proc/self/status", asked))
                .as("no directory")
                .isEqualTo(Errno.ENOTDIR.result());
        assertThat(Syscall.close(fd)).isZero();
    }
}
