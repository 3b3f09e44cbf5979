package dev.baton.vthread;

import jdk.internal.misc.Unsafe;

/** The loader of the JDK's own classes. */
public final class BootLoader {
    private BootLoader() {}

    /**
     * Defines a class in the boot loader, so that the JDK's classes can refer to it. {@code
     * Instrumentation.appendToBootstrapClassLoaderSearch} would do as well, but from then on the
     * JVM takes no class of the program out of its archive of shared classes.
     *
     * @param name the class's name, with dots
     * @param classFile its bytes
     * @return the class, not initialized
     * @throws LinkageError when there is one of that name, or the bytes are no class file
     */
    public static Class<?> define(String name, byte[] classFile) {
        return Unsafe.getUnsafe().defineClass(name, classFile, 0, classFile.length, null, null);
    }
}
