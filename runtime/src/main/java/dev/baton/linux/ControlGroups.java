package dev.baton.linux;

import java.util.ArrayList;
import java.util.List;

/** Where the kernel shows the control groups of a process, of version 1 and 2. */
public final class ControlGroups {
    private ControlGroups() {}

    /**
     * The directories of the groups by which a controller may limit the process. A limit holds for
     * all groups below its own, so they are those of the process and all above them, as far as they
     * are to be seen.
     *
     * @param controller its name in version 1; in version 2 one group has all
     * @param membership the text of {@code /proc/self/cgroup}
     * @param mounts the text of {@code /proc/self/mountinfo}
     * @return their paths, each before the one above it
     */
    public static List<String> of(String controller, String membership, String mounts) {
        List<String> groups = new ArrayList<>();
        for (String line : membership.split("\n", -1)) {
            String[] fields = line.split(":", 3); // hierarchy, controllers, path
            if (fields.length < 3) {
                continue;
            }
            boolean unified = fields[1].isEmpty();
            if (unified || isNamed(controller, fields[1])) {
                for (String mount : mounts.split("\n", -1)) {
                    addUpwards(groups, mount, unified ? null : controller, fields[2]);
                }
            }
        }
        return groups;
    }

    private static boolean isNamed(String controller, String list) {
        return List.of(list.split(",", -1)).contains(controller);
    }

    /**
     * All groups from that of the path up to where a mount begins.
     *
     * @param mount {@code id parent device root mount-point options … - type source super-options}
     * @param controller null for version 2
     */
    private static void addUpwards(
            List<String> groups, String mount, String controller, String path) {
        String[] fields = mount.split(" ", -1);
        int dash = List.of(fields).indexOf("-");
        if (dash < 6 || fields.length < dash + 4) {
            return;
        }
        boolean isIt =
                controller == null
                        ? fields[dash + 1].equals("cgroup2")
                        : fields[dash + 1].equals("cgroup")
                                && isNamed(controller, fields[dash + 3]);
        if (!isIt) {
            return;
        }
        String point = fields[4].replace("\\040", " ");
        String below = below(fields[3].replace("\\040", " "), path);
        for (; ; ) {
            groups.add(point + below);
            if (below.isEmpty()) {
                return;
            }
            below = below.substring(0, below.lastIndexOf('/'));
        }
    }

    /**
     * A group as seen from the mount: empty for the mount itself, which is also what is left where
     * the group is not under it (another's mount, as in some containers).
     */
    private static String below(String root, String path) {
        String start = root.equals("/") ? "" : root;
        if (path.equals("/") || path.contains("/..") || !path.startsWith(start)) {
            return "";
        }
        String rest = path.substring(start.length());
        return rest.isEmpty() || rest.startsWith("/") ? rest : "";
    }
}
