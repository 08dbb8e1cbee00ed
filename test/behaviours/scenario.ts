import type { Behaviours } from '../exchangeServer/behaviours';
import type { Random } from '../support/seed';
import type { World } from './world';

/** A promise of the package in a few steps that a server's behaviours may disturb. */
export interface Scenario {
	name: string;
	/** Behaviours that may matter to it; a server that is drawn from a seed meets it in any case. */
	focus: ReadonlyArray<keyof Behaviours>;
	/** In delegate mode, with Editor on the calendar. */
	delegate?: boolean;
	/**
	 * @param random chooses what the scenario leaves open
	 * @throws Error that says which promise is broken
	 */
	run(world: World, random: Random): Promise<void>;
}

/** What may disturb anything. */
export const FRONT_END = ['transient401', 'busy', 'busyMoment', 'largeRequests'] as const;
export const WRITING = [
	'htmlBodies',
	'textBodies',
	'texts',
	'subjectLength',
	'timePrecision',
	'reminders',
	'emptyCategories',
	'propertySetForm',
	'propertyValues',
	'updateOrder',
	'zoneOfUpdate',
	'loneTimes',
	'recurrenceReset',
	'patternChange',
	'yearlyPatterns',
	'changeKeys',
	'timeZoneDefinitions',
] as const;
