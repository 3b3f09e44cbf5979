package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BlockingSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VectorsTest {
    private final BlockingSite site = new BlockingSite();
    private final Arena arena = Arena.ofShared();
    private final int file = (int) Memory.memfdCreate("vectors", Memory.MFD_CLOEXEC);

    @AfterEach
    void closeThem() {
        arena.close();
        assertThat(Syscall.close(file)).isZero();
    }

    private MemorySegment pieces(String... texts) {
        MemorySegment iovecs = arena.allocate(Iovec.LAYOUT.byteSize() * texts.length, 8);
        for (int i = 0; i < texts.length; i++) {
            byte[] bytes = texts[i].getBytes(StandardCharsets.UTF_8);
            Iovec.set(iovecs, i, arena.allocateFrom(JAVA_BYTE, bytes));
        }
        return iovecs;
    }

    private String text(MemorySegment iovecs, int index) {
        MemorySegment one = iovecs.asSlice(index * Iovec.LAYOUT.byteSize());
        long address = one.get(java.lang.foreign.ValueLayout.JAVA_LONG, 0);
        long bytes = one.get(java.lang.foreign.ValueLayout.JAVA_LONG, Long.BYTES);
        byte[] text = MemorySegment.ofAddress(address).reinterpret(bytes).toArray(JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
    }

    @Test
    void piecesAreWrittenOneAfterAnotherAndReadIntoOthers() {
        assertThat(Vectors.writev(site, file, pieces("one", "", "two"))).isEqualTo(6);
        assertThat(Vectors.pwritev(site, file, pieces("ON", "E-"), 0)).isEqualTo(4);
        MemorySegment room = pieces("....", "..", "....");
        assertThat(Vectors.preadv(site, file, room, 0)).isEqualTo(6);
        assertThat(text(room, 0)).isEqualTo("ONE-");
        assertThat(text(room, 1)).isEqualTo("wo");
        assertThat(text(room, 2)).isEqualTo("....");
        assertThat(Vectors.preadv(site, file, room, 5)).isOne();
        assertThat(text(room, 0)).isEqualTo("oNE-");
        assertThat(Syscall.lseek(file, 4, Fcntl.SEEK_SET)).isEqualTo(4);
        assertThat(Vectors.readv(site, file, room)).isEqualTo(2);
        assertThat(text(room, 0)).isEqualTo("woE-");
        assertThat(Vectors.readv(site, file, room)).as("the end").isZero();
    }

    @Test
    void descriptorsThatAreNoneAreRefused() {
        MemorySegment room = pieces(".");
        long ebadf = Errno.EBADF.result();
        assertThat(Vectors.readv(site, -1, room)).isEqualTo(ebadf);
        assertThat(Vectors.writev(site, -1, room)).isEqualTo(ebadf);
        assertThat(Vectors.preadv(site, -1, room, 0)).isEqualTo(ebadf);
        assertThat(Vectors.pwritev(site, -1, room, 0)).isEqualTo(ebadf);
        assertThat(Vectors.preadv(site, file, room, -1)).isEqualTo(Errno.EINVAL.result());
        assertThat(Vectors.vmsplice(site, file, room, 0)).isEqualTo(ebadf);
        assertThat(Vectors.tee(site, file, file, 1, 0)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void memoryIsPutIntoAPipeAndCopiedToAnother() {
        int[] one = new int[2];
        int[] two = new int[2];
        assertThat(Syscall.pipe2(one, Fcntl.O_CLOEXEC)).isZero();
        assertThat(Syscall.pipe2(two, Fcntl.O_CLOEXEC)).isZero();
        assertThat(Vectors.tee(site, one[0], two[1], 9, Vectors.SPLICE_F_NONBLOCK))
                .isEqualTo(Errno.EAGAIN.result());
        assertThat(Vectors.vmsplice(site, one[1], pieces("by ", "page"), 0)).isEqualTo(7);
        assertThat(Vectors.tee(site, one[0], two[1], 9, 0)).isEqualTo(7);
        for (int fd : new int[] {one[0], two[0]}) {
            MemorySegment room = pieces(".......");
            assertThat(Vectors.readv(site, fd, room)).isEqualTo(7);
            assertThat(text(room, 0)).isEqualTo("by page");
        }
        for (int fd : new int[] {one[0], one[1], two[0], two[1]}) {
            assertThat(Syscall.close(fd)).isZero();
        }
    }
}
