package dev.baton.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.vthread.JdkAccess;
import java.lang.instrument.Instrumentation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The classes of the module, out of the bytes of the jar, where they stand one after the other and
 * are not compressed. To have the loader find them one by one takes three times as long, in the
 * interpreter, while somebody waits for the first virtual thread.
 */
final class StoredClasses {
    private static final int LOCAL_HEADER = 0x04034B50;
    private static final int HEADER_BYTES = 30;
    private static final int SIZE_FOLLOWS = 8;

    private static final String FOLDER = "baton/";
    private static final String CLASS_DATA = ".classdata";

    private final byte[] jar;

    /** Describes them. */
    StoredClasses(byte[] jar) {
        this.jar = jar;
    }

    /**
     * Defines those that carriers run and that are not there yet. Which stay out, whatever the
     * reason, the loader finds.
     */
    void define(Class<?> ofTheModule, Instrumentation instrumentation) {
        ClassLoader loader = ofTheModule.getClassLoader();
        Set<String> there = new HashSet<>();
        for (Class<?> initiated : instrumentation.getInitiatedClasses(loader)) {
            there.add(initiated.getName());
        }
        int pos = 0;
        while (u4(pos) == LOCAL_HEADER) {
            boolean isStored = (u2(pos + 6) & SIZE_FOLLOWS) == 0 && u2(pos + 8) == 0;
            if (!isStored) {
                return;
            }
            int size = u4(pos + 22);
            int nameLength = u2(pos + 26);
            int data = pos + HEADER_BYTES + nameLength + u2(pos + 28);
            String name = className(pos + HEADER_BYTES, nameLength);
            if (name != null && !there.contains(name) && OwnModule.isCarriers(name)) {
                byte[] classFile = Arrays.copyOfRange(jar, data, data + size);
                try {
                    JdkAccess.define(ofTheModule, name, classFile);
                } catch (LinkageError e) {
                    // It came with one that is below it.
                }
            }
            pos = data + size;
        }
    }

    /** Null for what is none of the module's classes. */
    private String className(int at, int length) {
        String entry = new String(jar, at, length, ISO_8859_1);
        return entry.startsWith(FOLDER) && entry.endsWith(CLASS_DATA)
                ? entry.substring(FOLDER.length(), length - CLASS_DATA.length()).replace('/', '.')
                : null;
    }

    private int u2(int pos) {
        return (jar[pos] & 0xFF) | (jar[pos + 1] & 0xFF) << 8;
    }

    private int u4(int pos) {
        return u2(pos) | u2(pos + 2) << 16;
    }
}
