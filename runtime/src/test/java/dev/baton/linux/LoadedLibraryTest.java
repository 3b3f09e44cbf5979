package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import jdk.internal.misc.Unsafe;
import org.junit.jupiter.api.Test;

/** Where a variable of the JVM's library is. */
class LoadedLibraryTest {
    private static final String JVM = "/libjvm.so";

    @Test
    void aVariableIsFoundAndIsTheOneThatIsLoaded() throws IOException {
        // gHotSpotVMStructs points to a table, whose first entry begins with a pointer to a name.
        long structs = LoadedLibrary.address(JVM, "gHotSpotVMStructs", Long.BYTES);
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
        assertThat(LoadedLibrary.address(JVM, "gHotSpotVMStructs", 1)).isZero();
        assertThat(LoadedLibrary.address(JVM, "gHotSpotVMStruct", Long.BYTES)).isZero();
        assertThat(LoadedLibrary.address("/libnone.so", "gHotSpotVMStructs", Long.BYTES)).isZero();
    }
}
