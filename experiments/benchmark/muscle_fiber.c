/* The fast rule of a muscle fiber, written by hand: what the compiled rule is measured against.
 *
 * Same memory (blocks of WIDTH cells, one line per state), same order of operations, lanes added
 * by halves: with strict floating point it gives the same bits. Names between at signs are filled in
 * from the declarations: the lines of a block, the fields of the two records, a constant.
 */
#include <stddef.h>

enum { WIDTH = @WIDTH@, STATES = @STATES@ };
enum { @LINES@ };

typedef struct { double @SURROUNDINGS@; } surroundings;
typedef struct { double @PARAMETERS@; } parameters;

static double total_of(double *lane)
{
    for (int half = WIDTH / 2; half > 0; half /= 2)
        for (int j = 0; j < half; j++)
            lane[j] += lane[j + half];
    return lane[0];
}

static inline double relax(double value, double target, double fraction)
{
    return value + fraction * (target - value);
}

static void advance_block(double (*restrict state)[WIDTH], const surroundings now,
                          const parameters p, double *restrict lane)
{
    const double released = p.glut4_maximal_cycling - p.glut4_basal_cycling;
    const double turnover = p.glut4_exocytosis_rate + p.glut4_endocytosis_rate;
    for (int j = 0; j < WIDTH; j++) {
        const double receptor = relax(state[receptor_activity][j],
                                      state[receptor_number][j] * now.occupancy + @TRACE@,
                                      now.receptor_fraction);
        const double irs = receptor * state[signal_gain][j];
        const double kinase = irs / (p.pi3k_half_activation + irs);
        const double target = state[akt_gain][j] * kinase
                              * (1.0 - p.akt_two_site_share + p.akt_two_site_share * kinase);
        const double signal = relax(state[akt][j], target, now.akt_fraction);
        state[receptor_activity][j] = receptor;
        state[irs1][j] = irs;
        state[pi3k][j] = kinase + p.pi3k_constitutive;
        state[akt][j] = signal;
        const double kinase_3 = relax(state[gsk3][j], 1.0 - signal, now.gsk3_fraction);
        state[gsk3][j] = kinase_3;
        state[glycogen_synthase][j] = relax(state[glycogen_synthase][j], 1.0 - kinase_3,
                                            now.synthase_fraction);

        const double cycling = relax(
            state[glut4_cycling][j],
            p.glut4_basal_cycling + released * signal / (state[half_release][j] + signal),
            state[release_fraction][j]);
        const double surface = relax(state[glut4_surface_insulin][j],
                                     cycling * p.glut4_exocytosis_rate / turnover,
                                     now.surface_fraction);
        const double effort = state[recruitment][j] + 1e-9;
        const double energy = relax(state[ampk][j], effort, now.ampk_fraction);
        const double calcium = relax(state[calcium_rac1][j], effort, now.calcium_fraction);
        const double contraction = p.ampk_gain * energy + p.calcium_rac1_gain * calcium;
        const double by_contraction = relax(state[glut4_surface_contraction][j],
                                            p.glut4_contraction_share * contraction,
                                            now.surface_fraction);
        const double recruited = relax(
            state[capillary_recruitment][j],
            p.capillary_basal_recruitment
                + (1.0 - p.capillary_basal_recruitment) * now.insulin_square
                      / (state[half_capillary][j] + now.insulin_square),
            state[capillary_fraction][j]);
        const double memory = state[post_exercise_memory][j] * p.memory_gain;
        const double opened = (p.capillary_basal_recruitment
                               + (recruited - p.capillary_basal_recruitment)
                                     * (1.0 + p.memory_delivery * memory)
                               + p.contraction_capillary_gain * contraction)
                              * state[capillary_access][j];
        const double delivery = p.delivery_conductance * state[capillary_density][j]
                                * (1.0 + p.delivery_recruitment * opened
                                   + p.contraction_delivery_gain * contraction);
        const double transport = now.transport_factor * opened
                                 * (state[glut4_total][j] * (surface + by_contraction)
                                    + p.glut1_equivalent)
                                 * (1.0 + p.contraction_transport_gain * contraction);
        const double phosphorylation = now.phosphorylation_factor
                                       * (1.0 + p.memory_phosphorylation * memory
                                          + p.contraction_phosphorylation_gain * contraction);
        const double both = delivery * transport;
        const double uptake = now.glucose * both * phosphorylation
                              / (both + phosphorylation * (delivery + transport))
                              * state[size][j];
        state[glut4_cycling][j] = cycling;
        state[glut4_surface_insulin][j] = surface;
        state[glut4_surface_contraction][j] = by_contraction;
        state[ampk][j] = energy;
        state[calcium_rac1][j] = calcium;
        state[capillary_recruitment][j] = recruited;
        state[glucose_uptake][j] = uptake;
        state[uptake_sum][j] += uptake * now.minutes;
        lane[j] += uptake * state[weight][j];
    }
}

/* Advance all blocks by a number of fast steps; return the summed glucose uptake in mmol/min. */
double advance_for(double *columns, size_t blocks, const surroundings *now, const parameters *p,
                   int minutes)
{
    double total = 0.0;
    for (int minute = 0; minute < minutes; minute++) {
        double lane[WIDTH] = {0.0};
        for (size_t k = 0; k < blocks; k++)
            advance_block((double (*)[WIDTH])(columns + k * STATES * WIDTH), *now, *p, lane);
        total += total_of(lane);
    }
    return total;
}
