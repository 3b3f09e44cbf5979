package dev.baton.syscall;

/** The table that the numbers of {@link Sysno} are put into, for the architecture that this is. */
abstract class SysnoTable {
    /** One more than the highest number that any table here may use. */
    static final int LIMIT = 512;

    /** The number of a call that an architecture does not have: no kernel's, see {@link Sysno}. */
    static final int ABSENT = -1;

    private static final String[] NAMES = new String[LIMIT];

    SysnoTable() {}

    /**
     * One call's number.
     *
     * @param name what the kernel calls it
     * @param x86_64 its number in x86-64's table, or {@link #ABSENT}
     * @param generic its number in that of the younger architectures, or {@link #ABSENT}
     * @return the one that holds here
     */
    static int number(String name, int x86_64, int generic) {
        int trap = Arch.current() == Arch.X86_64 ? x86_64 : generic;
        if (trap != ABSENT) {
            NAMES[trap] = name;
        }
        return trap;
    }

    /** What a number is called, or null. */
    static String called(int trap) {
        return trap >= 0 && trap < LIMIT ? NAMES[trap] : null;
    }
}
