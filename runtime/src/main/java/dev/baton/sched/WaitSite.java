package dev.baton.sched;

/** A line that says where a virtual thread goes on: the program's own frame, not the JDK's. */
final class WaitSite {
    private WaitSite() {}

    /**
     * Makes it.
     *
     * @param name the thread's; may be empty
     * @param frames its stack, the innermost first; none of one that begins
     */
    static String of(String name, StackTraceElement[] frames) {
        StringBuilder line = new StringBuilder();
        if (!name.isEmpty()) {
            line.append('"').append(name).append("\" ");
        }
        if (frames.length == 0) {
            return line.append("at its start").toString();
        }
        StackTraceElement at = frames[0];
        for (StackTraceElement frame : frames) {
            if (isOfTheProgram(frame)) {
                at = frame;
                break;
            }
        }
        return line.append("at ").append(at).toString();
    }

    private static boolean isOfTheProgram(StackTraceElement frame) {
        String name = frame.getClassName();
        return !name.startsWith("java.")
                && !name.startsWith("jdk.")
                && !name.startsWith("sun.")
                && !Tracing.isOwn(frame);
    }
}
