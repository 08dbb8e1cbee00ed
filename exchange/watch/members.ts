import type { GroupOwner } from './groupOwner';
import { backOff } from './limits';

/** Members of a group are looked up again after this time, in milliseconds. */
const groupMs = 60 * 60_000;

/** The members of the distribution group that is watched, looked up again and again. */
export class Members {
	/** Time of the next look; Infinity while one is under way, or where there is no group. */
	at: number;
	private failures = 0;

	constructor(
		private readonly owner: GroupOwner,
		private readonly group: string | undefined,
		private readonly signal: AbortSignal,
	) {
		this.at = group === undefined ? Infinity : owner.clock.now();
	}

	/** @returns the addresses; undefined when they could not be read: then the old ones stay */
	async lookUp(): Promise<string[] | undefined> {
		const { owner, group = '', signal } = this;
		this.at = Infinity;
		try {
			const found = await owner.ports.membersOf(group, signal);
			this.failures = 0;
			this.at = owner.clock.now() + groupMs;
			return found;
		} catch (error) {
			this.failures++;
			this.at = owner.clock.now() + backOff(this.failures, owner.limits);
			owner.failed(undefined, error, this.failures);
			return undefined;
		}
	}
}
