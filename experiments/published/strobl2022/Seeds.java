package onLatticeCA;

import Framework.Tools.FileIO;

/**
 * The authors' program with other seeds than theirs (0 to 999): mean days to progression.
 *
 * Written by us, for a checkout of MathOnco/strobl2021_space_modulates_competition_AT; there:
 *     sed -i /com.sun.org.apache/d abm/onLatticeCA/*.java          (an import that nothing uses)
 *     javac -sourcepath abm -d out Seeds.java
 *     java -cp out onLatticeCA.Seeds COST TURNOVER THRESHOLD FIRST COUNT
 * THRESHOLD is 1 for continuous and 0.5 for adaptive therapy. On other systems than Linux, name a
 * file that may be written instead of /dev/null.
 */
public class Seeds {
    public static void main(String[] said) {
        double cost = Double.parseDouble(said[0]), turnover = Double.parseDouble(said[1]);
        double threshold = Double.parseDouble(said[2]), sum = 0, squares = 0;
        int first = Integer.parseInt(said[3]), count = Integer.parseInt(said[4]);
        System.setProperty("java.awt.headless", "true");
        for (int seed = first; seed < first + count; seed++) {
            double death = 0.027 * turnover;
            double[] rates = {0.027, 0.027 * (1 - cost), 0, 0, death, death, 0.75};
            OnLatticeCA model = new OnLatticeCA(100, 100, rates, 1.0);
            model.tEnd = 10000;
            model.visualiseB = false;
            model.verboseLevel = 0;
            model.SetSeed(seed);
            model.SetInitialState(new int[] {4950, 50});
            model.profilingMode = true;
            model.outputArr = new double[5][18];
            model.logCellCountFrequency = 1.0;
            model.cellCountLogFile = new FileIO("/dev/null", "w");
            model.ProfileAT(threshold, 1.0);
            double day = Double.POSITIVE_INFINITY; // the first of the last five above 1.2 x the start
            for (double[] row : model.outputArr) {
                day = row[4] > 6000 ? Math.min(day, row[1]) : day;
            }
            sum += day;
            squares += day * day;
        }
        double mean = sum / count, sd = Math.sqrt((squares - count * mean * mean) / (count - 1));
        System.out.printf("mean %.3f, standard deviation %.3f%n", mean, sd);
    }
}
