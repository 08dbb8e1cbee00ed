import { seeded } from '../../support/seed';
import { behaviours, valuesOf, type Behaviours } from '.';

/**
 * A server whose behaviours a seed chooses: the same seed, the same server.
 * About half of them stay as they are by standard, so that a failure has few suspects.
 * @param fixed values that are not left to chance
 */
export function randomBehaviours(seed: number, fixed: Partial<Behaviours> = {}): Behaviours {
	const random = seeded(seed);
	const drawn: Record<string, string> = {};
	for (const one of behaviours) {
		// Drawn always, so that one more fixed value leaves the others as they were.
		const stays = random.chance(0.5);
		const value = random.pick(valuesOf(one));
		drawn[one.name] = fixed[one.name] ?? (stays ? one.standard : value);
	}
	return drawn as Behaviours;
}
