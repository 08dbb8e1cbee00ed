import { valuesOf, type Chosen } from './behaviour';
import { behaviours } from './list';

export { behaviours } from './list';
export { valuesOf, type Behaviour, type Certainty } from './behaviour';

type Listed = (typeof behaviours)[number];

/** A value for each behaviour. */
export type Behaviours = { [One in Listed as One['name']]: Chosen<One> };

/** All of them at their harshest plausible or their friendliest value, or single ones chosen. */
export type BehaviourChoice = 'harsh' | 'friendly' | Partial<Behaviours>;

/** The harshest plausible server. */
export const harshBehaviours: Readonly<Behaviours> = each((one) => valuesOf(one)[0]);

export const friendlyBehaviours: Readonly<Behaviours> = each((one) => valuesOf(one).at(-1)!);

/**
 * A value for each behaviour: the standard one where the choice says nothing.
 * `EXCHANGE_BEHAVIOURS=subjectLength=cut255,texts=trimmed` in the environment chooses other standard values.
 * @throws RangeError for a name or value that does not exist
 */
export function chosenBehaviours(choice: BehaviourChoice = {}): Behaviours {
	if (choice === 'harsh') return { ...harshBehaviours };
	if (choice === 'friendly') return { ...friendlyBehaviours };
	const standard = each((one) => one.standard);
	const chosen = {
		...standard,
		...readBehaviours(process.env.EXCHANGE_BEHAVIOURS ?? ''),
		...choice,
	};
	for (const [name, value] of Object.entries(chosen)) check(name, value);
	return chosen;
}

/** Behaviours as text: `name=value`, with commas between; `harsh` or `friendly` first for all others. */
export function readBehaviours(text: string): Partial<Behaviours> {
	const chosen: Record<string, string> = {};
	for (const part of text.split(',').map((one) => one.trim())) {
		if (part === '') continue;
		if (part === 'harsh') Object.assign(chosen, harshBehaviours);
		else if (part === 'friendly') Object.assign(chosen, friendlyBehaviours);
		else {
			const [name, value = ''] = part.split('=');
			check(name, value);
			chosen[name] = value;
		}
	}
	return chosen as Partial<Behaviours>;
}

/** What differs from the standard, as `readBehaviours` reads it: to say which server a test met. */
export function writeBehaviours(chosen: Partial<Behaviours>): string {
	const differing = behaviours.filter(
		({ name, standard }) => chosen[name] !== undefined && chosen[name] !== standard,
	);
	return differing.map(({ name }) => `${name}=${chosen[name]}`).join(',');
}

function check(name: string, value: string): void {
	const known = behaviours.find((one) => one.name === name);
	if (!known) throw new RangeError(`The test Exchange has no behaviour ${name}`);
	const values = valuesOf(known);
	if (values.includes(value)) return;
	throw new RangeError(`${name} is one of ${values.join(', ')}, not ${value}`);
}

function each(valueOf: (one: Listed) => string): Behaviours {
	const entries = behaviours.map((one) => [one.name, valueOf(one)]);
	return Object.fromEntries(entries) as Behaviours;
}
