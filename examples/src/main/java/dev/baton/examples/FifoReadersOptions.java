package dev.baton.examples;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@link FifoReaders} is told.
 *
 * @param on {@code --on=stock|baton}: the scheduler
 * @param procs {@code --procs=N}: how many virtual threads run at a time, at least 1; 2 by default
 * @param readers {@code --readers=N}: at least 1; 4 by default
 * @param holdMs {@code --hold-ms=N}: milliseconds until the readers are fed, at least 0; 2000 by
 *     default
 * @param dir {@code --dir=PATH}: an empty directory that the caller clears afterwards; by default a
 *     temporary one
 * @param endWithInput {@code --end-with-input}: end when standard input does, so that nothing is
 *     left running when the one that started it dies
 */
record FifoReadersOptions(
        On on, int procs, int readers, long holdMs, Optional<Path> dir, boolean endWithInput) {
    /** The schedulers. */
    enum On {
        STOCK,
        BATON
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException that names what is wrong with it
     */
    static FifoReadersOptions parse(String... args) {
        On on = null;
        int procs = 2;
        int readers = 4;
        long holdMs = 2000;
        Optional<Path> dir = Optional.empty();
        boolean endWithInput = false;
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            String value = arg.substring(equals + 1);
            switch (name) {
                case "--on" ->
                        on =
                                switch (value) {
                                    case "stock" -> On.STOCK;
                                    case "baton" -> On.BATON;
                                    default ->
                                            throw new IllegalArgumentException(
                                                    arg + ": must be stock or baton");
                                };
                case "--procs" -> procs = number(arg, value, 1);
                case "--readers" -> readers = number(arg, value, 1);
                case "--hold-ms" -> holdMs = number(arg, value, 0);
                case "--dir" -> dir = Optional.of(Path.of(value));
                case "--end-with-input" -> endWithInput = true;
                default -> throw new IllegalArgumentException(arg + ": no such option");
            }
        }
        if (on == null) {
            throw new IllegalArgumentException("--on=stock or --on=baton must be given");
        }
        return new FifoReadersOptions(on, procs, readers, holdMs, dir, endWithInput);
    }

    private static int number(String arg, String value, int min) {
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(arg + ": not a number", e);
        }
        if (number < min) {
            throw new IllegalArgumentException(arg + ": must be at least " + min);
        }
        return number;
    }

    Side openSide() {
        return switch (on) {
            case STOCK -> new StockSide(procs);
            case BATON -> new BatonSide(procs);
        };
    }
}
