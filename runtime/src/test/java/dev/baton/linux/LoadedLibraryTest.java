package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.linux.LoadedLibrary.Variable;
import java.io.IOException;
import jdk.internal.misc.Unsafe;
import org.junit.jupiter.api.Test;

/** Where a variable of the JVM's library is. */
class LoadedLibraryTest {
    private static final String JVM = "/libjvm.so";

    @Test
    void aVariableIsFoundAndIsTheOneThatIsLoaded() throws IOException {
        // gHotSpotVMStructs points to a table, whose first entry begins with a pointer to a name.
        long structs = address(JVM, "gHotSpotVMStructs", Long.BYTES);
        assumeTrue(structs != 0, "a JVM without symbols");
        Unsafe u = Unsafe.getUnsafe();
        long name = u.getLong(u.getLong(structs));
        StringBuilder text = new StringBuilder();
        for (byte b = u.getByte(name); b != 0 && text.length() < 100; b = u.getByte(++name)) {
            text.append((char) b);
        }
        assertThat(text.toString()).matches("\\w+");
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        assertThat(address(JVM, "gHotSpotVMStructs", 1)).isZero();
        assertThat(address(JVM, "gHotSpotVMStruct", Long.BYTES)).isZero();
        assertThat(address("/libnone.so", "gHotSpotVMStructs", Long.BYTES)).isZero();
    }

    @Test
    void severalAreFoundAtATime() throws IOException {
        long[] both =
                LoadedLibrary.addresses(
                        JVM,
                        new Variable("gHotSpotVMStructs", Long.BYTES),
                        new Variable("none of that name", 1),
                        new Variable("gHotSpotVMTypes", Long.BYTES));
        assertThat(both)
                .containsExactly(
                        address(JVM, "gHotSpotVMStructs", Long.BYTES),
                        0,
                        address(JVM, "gHotSpotVMTypes", Long.BYTES));
    }

    private static long address(String library, String symbol, int bytes) throws IOException {
        return LoadedLibrary.addresses(library, new Variable(symbol, bytes))[0];
    }
}
