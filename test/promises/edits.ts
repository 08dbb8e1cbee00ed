import type { Random } from '../support/seed';
import type { People, Person } from './people';
import { personsOfCrm, type RunKind, type Sources } from './runs';

/** What people and sources do between runs. Each edit gives its name, for the log of the history. */
export class Edits {
	constructor(
		private readonly people: People,
		private readonly sources: Sources,
		private readonly read: readonly Person[],
		private readonly cast: readonly RunKind[],
	) {}

	/** What is there when the history begins. */
	furnish(random: Random): void {
		const { hr, crm } = this.sources;
		for (const person of this.read) {
			for (const kind of ['create', 'createPrivate', undefined]) {
				this.people.edit(person, random, kind);
			}
			for (let left = 1 + random.below(4); left > 0; left--) hr.add(person, random);
			if (personsOfCrm.some((one) => one === person)) crm.add(person, random);
		}
		if (random.chance(0.15)) hr.nonsense = random.pick(['withoutTimes', 'refused']);
	}

	/** Some edits of people, one after the other. */
	editCalendars(random: Random): string {
		const edits = Array.from({ length: 1 + random.below(3) }, () =>
			this.people.edit(random.pick(this.read), random),
		);
		return edits.join(', ');
	}

	/** People change some of what the sources wrote. */
	annotate(random: Random): string {
		const edits = Array.from({ length: 1 + random.below(3) }, () =>
			this.people.edit(random.pick(this.read), random, 'annotate'),
		);
		return edits.join(', ');
	}

	editSource(random: Random): string {
		const source = this.cast.includes('crm') && random.chance(0.3) ? 'crm' : 'hr';
		const possible = source === 'crm' ? personsOfCrm : this.read;
		return this.sources[source].edit(random.pick(possible), random);
	}
}
