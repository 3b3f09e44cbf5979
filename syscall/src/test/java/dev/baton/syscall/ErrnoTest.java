package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrnoTest {
    static IntStream allThatLinuxDefines() {
        return IntStream.rangeClosed(1, 133);
    }

    @ParameterizedTest
    @MethodSource("allThatLinuxDefines")
    void textIsTheCLibrarys(int number) throws Throwable {
        assertThat(Errno.of(number).text()).isEqualTo(libc("strerror", number));
    }

    @ParameterizedTest
    @MethodSource("allThatLinuxDefines")
    void nameIsTheCLibrarys(int number) throws Throwable {
        assumeTrue(
                Linker.nativeLinker().defaultLookup().find("strerrorname_np").isPresent(),
                "glibc before 2.32");
        String name = libc("strerrorname_np", number);
        assertThat(Errno.of(number).name()).isEqualTo(name == null ? "errno " + number : name);
    }

    private static String libc(String function, int number) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle handle =
                linker.downcallHandle(
                        linker.defaultLookup().find(function).orElseThrow(),
                        FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MemorySegment text = (MemorySegment) handle.invokeExact(number);
        return text.address() == 0 ? null : text.reinterpret(Long.MAX_VALUE).getString(0);
    }

    @Test
    void namedOnesArePreallocated() {
        assertThat(Errno.of(2)).isSameAs(Errno.ENOENT);
        assertThat(Errno.errnoErr(-11)).isSameAs(Errno.EAGAIN);
        assertThat(Errno.EWOULDBLOCK).isSameAs(Errno.EAGAIN);
        assertThat(Errno.ENOTSUP).isSameAs(Errno.EOPNOTSUPP);
        assertThat(Errno.EDEADLOCK).isSameAs(Errno.EDEADLK);
    }

    @Test
    void aNumberWithoutANameKeepsItsNumber() {
        assertThat(Errno.of(4095).name()).isEqualTo("errno 4095");
        assertThat(Errno.of(524)).isEqualTo(Errno.of(524)).hasSameHashCodeAs(Errno.of(524));
        assertThat(Errno.of(524)).isNotEqualTo(Errno.of(525)).isNotEqualTo(Errno.ENOENT);
    }

    @Test
    void zeroAndNegativeAndTooHighNumbersAreNoErrnos() {
        for (int number : new int[] {0, -2, 4096, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Errno.of(number))
                    .withMessageContaining(String.valueOf(number));
        }
    }

    @Test
    void resultsFromMinus4095ToMinus1AreErrnosAndNoOthers() {
        assertThat(Errno.isError(-1)).isTrue();
        assertThat(Errno.isError(-4095)).isTrue();
        assertThat(Errno.isError(-4096)).isFalse();
        assertThat(Errno.isError(0)).isFalse();
        assertThat(Errno.isError(Long.MAX_VALUE)).isFalse();
        assertThat(Errno.isError(Long.MIN_VALUE)).isFalse();
        assertThat(Errno.errnoErr(0)).isNull();
        assertThat(Errno.errnoErr(-4096)).isNull();
        assertThat(Errno.errnoErr(-4095).number()).isEqualTo(4095);
    }

    @Test
    void resultIsWhatTheKernelReturns() {
        assertThat(Errno.ENOSPC.result()).isEqualTo(-28);
        assertThat(Errno.errnoErr(Errno.ENOSPC.result())).isSameAs(Errno.ENOSPC);
    }

    @Test
    void kindsAreGos() {
        assertThat(kindsOf(Errno.EACCES)).containsExactly(ErrorKind.PERMISSION);
        assertThat(kindsOf(Errno.EPERM)).containsExactly(ErrorKind.PERMISSION);
        assertThat(kindsOf(Errno.EEXIST)).containsExactly(ErrorKind.EXIST);
        assertThat(kindsOf(Errno.ENOTEMPTY)).containsExactly(ErrorKind.EXIST);
        assertThat(kindsOf(Errno.ENOENT)).containsExactly(ErrorKind.NOT_EXIST);
        assertThat(kindsOf(Errno.ENOSYS)).containsExactly(ErrorKind.UNSUPPORTED);
        assertThat(kindsOf(Errno.EOPNOTSUPP)).containsExactly(ErrorKind.UNSUPPORTED);
        assertThat(kindsOf(Errno.EINVAL)).isEmpty();
        assertThat(kindsOf(Errno.EBADF)).isEmpty();
    }

    private static java.util.List<ErrorKind> kindsOf(Errno errno) {
        return java.util.Arrays.stream(ErrorKind.values()).filter(errno::is).toList();
    }

    @Test
    void temporaryOnesAreGos() {
        assertThat(allThatLinuxDefines().mapToObj(Errno::of).filter(Errno::temporary))
                .containsExactly(
                        Errno.EINTR, Errno.EAGAIN, Errno.ENFILE, Errno.EMFILE, Errno.ETIMEDOUT);
    }

    @Test
    void timeoutsAreGos() {
        assertThat(allThatLinuxDefines().mapToObj(Errno::of).filter(Errno::timeout))
                .containsExactly(Errno.EAGAIN, Errno.ETIMEDOUT);
    }

    @Test
    void readsAsTextAndName() {
        assertThat(Errno.ENOENT).hasToString("No such file or directory (ENOENT)");
    }
}
