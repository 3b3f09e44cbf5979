package dev.baton.vthread;

import dev.baton.UnsupportedJdkException;
import java.lang.module.ModuleDescriptor;
import java.util.Set;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;

/** The loader of the JDK's own classes. */
public final class BootLoader {
    private BootLoader() {}

    /**
     * Defines a module in the boot loader. Classes that are defined there without one are for all
     * to call, and to reflect on.
     *
     * @param name its name
     * @param closed a package of it that nobody is to use
     * @param exported another, for all to call
     * @return the module
     * @throws UnsupportedJdkException when this JDK makes modules in another way
     */
    public static Module defineModule(String name, String closed, String exported) {
        ModuleDescriptor descriptor =
                ModuleDescriptor.newModule(name).packages(Set.of(closed, exported)).build();
        try {
            // As the JDK makes one for proxies. ModuleLayer has no way to name this loader.
            JavaLangAccess access = SharedSecrets.getJavaLangAccess();
            Module module = access.defineModule(null, descriptor, null);
            access.addExports(module, exported);
            return module;
        } catch (LinkageError e) {
            throw new UnsupportedJdkException(
                    "Baton does not know how JDK " + Runtime.version() + " makes a module: " + e,
                    e);
        }
    }

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
