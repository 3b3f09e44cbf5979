package dev.baton.agent.jfr;

import java.lang.StackWalker.StackFrame;

/** Where in its own code a program is, for tables that have no room for a stack. */
final class ProgramFrame {
    private ProgramFrame() {}

    /** The innermost frame of the calling thread that is neither the JDK's nor Baton's. */
    static String current() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.map(StackFrame::toStackTraceElement)
                                .filter(ProgramFrame::isOfTheProgram)
                                .findFirst()
                                .map(StackTraceElement::toString)
                                .orElse("none"));
    }

    private static boolean isOfTheProgram(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module == null || !isTheJdksOrOurs(module);
    }

    private static boolean isTheJdksOrOurs(String module) {
        return module.startsWith("java.")
                || module.startsWith("jdk.")
                || module.startsWith("dev.baton");
    }
}
