package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.linux.Downcall.Way;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.internal.misc.Unsafe;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of C by the JDK's Linker, and by what is inside of it. */
class DowncallTest {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long SYSCALL = Linkage.function("syscall");
    private static final int EBADF = 9;
    private static final int EINVAL = 22;
    private static final int PROT_READ = 1;
    private static final int MAP_PRIVATE = 2;

    /** A way, and who linked it. */
    record Linked(Way way, MethodHandle handle) {
        /** The errno as a negative number, where that is told. */
        long call(long number, long a, long b, long c, long d, long e, long f) throws Throwable {
            if (way != Way.ERRNO) {
                return (long) handle.invokeExact(SYSCALL, number, a, b, c, d, e, f);
            }
            long errno = CacheLines.take();
            try {
                long result = (long) handle.invokeExact(SYSCALL, errno, number, a, b, c, d, e, f);
                return result < 0 ? -U.getInt(errno) : result;
            } finally {
                CacheLines.giveBack(errno);
            }
        }
    }

    static List<Named<Linked>> all() {
        List<Named<Linked>> all = new ArrayList<>();
        for (Way way : Way.values()) {
            all.add(Named.of(way + " from inside", new Linked(way, EntryPoints.handle(way))));
            all.add(Named.of(way + " by all", new Linked(way, Downcall.linkPublicly(way))));
        }
        return all;
    }

    @Test
    void thisJdkLetsUsIn() {
        assertThat(EntryPoints.areOpen()).isTrue();
        for (Way way : Way.values()) {
            assertThat(EntryPoints.handle(way)).as(way.name()).isNotNull();
        }
        assertThat(EntryPoints.find("syscall")).isNotZero();
        assertThat(EntryPoints.find("no_such_function_of_c")).isZero();
    }

    @ParameterizedTest
    @MethodSource("all")
    void allArgumentsArrive(Linked linked, @TempDir Path dir) throws Throwable {
        int fd = Descriptors.openToRead(pages(dir).toString());
        // The last of them, which x86-64 has no register for, says where in the file.
        for (int page = 0; page < 2; page++) {
            long bytes = U.pageSize();
            long at =
                    linked.call(
                            SystemCall.MMAP, 0, bytes, PROT_READ, MAP_PRIVATE, fd, page * bytes);
            assertThat(at).isPositive();
            assertThat(U.getByte(at)).isEqualTo((byte) ('a' + page));
            assertThat(linked.call(SystemCall.MUNMAP, at, bytes, 0, 0, 0, 0)).isZero();
        }
        Descriptors.close(fd);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRefusalIsTold(Linked linked, @TempDir Path dir) throws Throwable {
        long badFd = linked.call(SystemCall.MMAP, 0, 1, PROT_READ, MAP_PRIVATE, -1, 0);
        assertThat(badFd).isEqualTo(linked.way() == Way.ERRNO ? -EBADF : -1);
        int fd = Descriptors.openToRead(pages(dir).toString());
        long badOffset = linked.call(SystemCall.MMAP, 0, 1, PROT_READ, MAP_PRIVATE, fd, 1);
        assertThat(badOffset).isEqualTo(linked.way() == Way.ERRNO ? -EINVAL : -1);
        Descriptors.close(fd);
    }

    @Test
    void whatTheKernelAnswersIsTheErrno() {
        assertThat(SystemCall.answer(SystemCall.FCNTL, -1, 1, 0, 0)).isEqualTo(-EBADF);
        assertThat(SystemCall.answer(SystemCall.GETTID, 0, 0, 0, 0)).isEqualTo(Libc.gettid());
        assertThat(Linkage.describe(EBADF)).isEqualTo("Bad file descriptor (errno 9)");
    }

    private static Path pages(Path dir) throws IOException {
        int page = U.pageSize();
        byte[] bytes = new byte[2 * page];
        bytes[0] = 'a';
        bytes[page] = 'b';
        return Files.write(dir.resolve("pages"), bytes);
    }
}
