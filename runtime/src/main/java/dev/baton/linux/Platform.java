package dev.baton.linux;

import java.util.Locale;

/** Where Baton runs: known apart from {@link Linkage}, which can't be initialized anywhere else. */
final class Platform {
    private Platform() {}

    static boolean isLinux(String os) {
        return os.toLowerCase(Locale.ROOT).equals("linux");
    }

    static boolean isX86(String arch) {
        return arch.equals("amd64") || arch.equals("x86_64");
    }

    /** What to say where Baton can't run, in one line, or null where it can. */
    static String refusal(String os, String arch) {
        if (isLinux(os) && (isX86(arch) || arch.equals("aarch64"))) {
            return null;
        }
        return "Baton needs Linux on x86-64 or aarch64; this is " + os + " on " + arch;
    }
}
