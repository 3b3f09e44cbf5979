package dev.baton.cli;

/** A program that prints its arguments; {@code exit N} ends it with N. */
final class EchoArguments {
    private EchoArguments() {}

    public static void main(String[] args) {
        for (String arg : args) {
            System.out.print("[" + arg + "]");
        }
        if (args.length == 2 && args[0].equals("exit")) {
            System.exit(Integer.parseInt(args[1]));
        }
    }
}
