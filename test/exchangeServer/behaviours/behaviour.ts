/** How well it is known that real servers do so. */
export type Certainty =
	/** A public source says so. */
	| 'source'
	/** People have met it; no source at hand. */
	| 'experience'
	/** May be one way or the other; a client has to hold both. */
	| 'doubtful';

/** One point in which real servers differ, or may. */
export interface Behaviour<Name extends string = string, Value extends string = string> {
	name: Name;
	/** One sentence: what is different. */
	changes: string;
	/** Each value with what it means; the harshest plausible one first, the friendliest last. */
	values: Readonly<Record<Value, string>>;
	/** In force where nobody chooses. */
	standard: Value;
	/** The reason for a standard value that is not the harshest. */
	milderBecause?: string;
	/** Public documentation or code, or `none`. */
	source: string;
	certainty: Certainty;
	/** Where the package stands when a server does so, for docs/exchange-behaviours.md. */
	coping: string;
}

/** One of its values. */
export type Chosen<B extends Behaviour> = Extract<keyof B['values'], string>;

export function behaviour<const Name extends string, Value extends string>(
	described: Omit<Behaviour<Name, Value>, 'standard'> & { standard: NoInfer<Value> },
): Behaviour<Name, Value> {
	return described;
}

/** Its values, the harshest plausible one first. */
export function valuesOf({ values }: Behaviour): string[] {
	return Object.keys(values);
}
