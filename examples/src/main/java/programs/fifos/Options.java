package programs.fifos;

import programs.demo.Argument;

/**
 * What {@link FifoReaders} is told.
 *
 * @param readers {@code --readers=N}: at least 1; 4 by default
 * @param holdMs {@code --hold=SECONDS}: milliseconds until the readers are fed; 2 s by default
 * @param patienceMs {@code --patience=SECONDS}: milliseconds without a heartbeat after which the
 *     program gives up; 4 s by default
 */
record Options(int readers, long holdMs, long patienceMs) {
    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException that names what is wrong with it
     */
    static Options parse(String... args) {
        int readers = 4;
        long holdMs = 2000;
        long patienceMs = 4000;
        for (String arg : args) {
            Argument argument = new Argument(arg);
            switch (argument.name()) {
                case "--readers" -> readers = argument.count();
                case "--hold" -> holdMs = argument.milliseconds(0);
                case "--patience" -> patienceMs = argument.milliseconds(0.1);
                default ->
                        throw argument.wrong(
                                "no such option; there are --readers=N, --hold=SECONDS and"
                                        + " --patience=SECONDS");
            }
        }
        return new Options(readers, holdMs, patienceMs);
    }
}
