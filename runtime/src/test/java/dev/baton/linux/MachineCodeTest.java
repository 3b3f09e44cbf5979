package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MachineCodeTest {
    /** Returns its argument plus one. */
    private static byte[] increment() {
        return Linkage.isX86()
                ? bytes(0x48, 0x8d, 0x47, 0x01, 0xc3) // lea rax, [rdi + 1]; ret
                : bytes(0x00, 0x04, 0x00, 0x91, 0xc0, 0x03, 0x5f, 0xd6); // add x0, x0, #1; ret
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void mappedCodeRuns() throws Throwable {
        MemorySegment code = MemorySegment.ofAddress(MachineCode.map(increment()));
        FunctionDescriptor type =
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        long result = (long) Linker.nativeLinker().downcallHandle(code, type).invokeExact(41L);
        assertThat(result).isEqualTo(42);
    }

    @Test
    void mappedCodeCanNotBeWritten() throws IOException {
        long address = MachineCode.map(increment());
        // The kernel may show it as one with a neighbour.
        assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
                .filteredOn(line -> contains(line, address))
                .singleElement()
                .asString()
                .contains(" r-xp ");
    }

    /** Of a line that begins with "7f0000001000-7f0000002000 ". */
    private static boolean contains(String line, long address) {
        String[] range = line.split("[- ]", 3);
        return Long.compareUnsigned(Long.parseUnsignedLong(range[0], 16), address) <= 0
                && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0;
    }

    @Test
    void aRefusalNamesTheCall() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MachineCode.map(new byte[0]))
                .withMessage("mmap was refused");
    }
}
