import HAL.GridsAndAgents.AgentGrid2D;
import HAL.GridsAndAgents.AgentSQ2Dunstackable;
import HAL.Rand;
import HAL.Util;
import java.lang.management.ManagementFactory;

/** Cells that divide where there is room, on HAL's own grid: the rules of sim.Lattice(side). */
public class Room extends AgentGrid2D<Site> {
    final int[] beside = Util.VonNeumannHood(false);
    final double[] birth;
    final double death;
    final Rand draw;

    Room(int side, double birth, double death, long seed) {
        super(side, side, Site.class);
        this.birth = new double[] {birth, 0.9 * birth};
        this.death = death;
        this.draw = new Rand(seed);
        int[] places = new int[side * side];
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
        }
        draw.Shuffle(places);
        int cells = places.length / 2;
        for (int i = 0; i < cells; i++) {
            NewAgentSQ(places[i]).clone = i < cells / 100 ? 1 : 0;
        }
    }

    void day() {
        for (Site cell : this) {
            cell.turn();
        }
        CleanShuffle(draw);
    }

    /** Arguments: side, birth, death, days, patients. Prints two clones' mean cells, and processor seconds. */
    public static void main(String[] said) {
        int side = Integer.parseInt(said[0]), days = Integer.parseInt(said[3]);
        int patients = Integer.parseInt(said[4]);
        double birth = Double.parseDouble(said[1]), death = Double.parseDouble(said[2]);
        run(side, birth, death, days, 1); // (the virtual machine compiles what is hot)
        long begun = processor();
        double[] cells = run(side, birth, death, days, patients);
        double seconds = 1e-9 * (processor() - begun);
        System.out.println(cells[0] + " " + cells[1] + " " + seconds);
    }

    static long processor() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    static double[] run(int side, double birth, double death, int days, int patients) {
        double[] cells = new double[2];
        for (int patient = 0; patient < patients; patient++) {
            Room room = new Room(side, birth, death, patient);
            for (int day = 0; day < days; day++) {
                room.day();
            }
            for (Site cell : room) {
                cells[cell.clone] += 1.0 / patients;
            }
        }
        return cells;
    }
}

class Site extends AgentSQ2Dunstackable<Room> {
    int clone;

    void turn() {
        double u = G.draw.Double(), birth = G.birth[clone];
        if (u < birth) {
            int free = MapEmptyHood(G.beside);
            if (free > 0) {
                G.NewAgentSQ(G.beside[G.draw.Int(free)]).clone = clone;
            }
        } else if (u < birth + G.death) {
            Dispose();
        }
    }
}
