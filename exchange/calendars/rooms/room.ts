export interface RoomList {
	displayName: string;
	emailAddress: string;
}

export interface Room {
	displayName: string;
	emailAddress: string;
	/** Seats. EWS does not tell them: from `capacities`, or a name that ends in a number, as "Atrium (8)". */
	capacity?: number;
	/** The office that the directory names; absent where it names none, or was not asked. */
	location?: string;
	/** Addresses of the room lists that it is in. */
	lists: string[];
}

/** The number at the end of a name: "Atrium (8)", "Noord - 12 seats". A year or a floor is none. */
export function capacityInName(name: string): number | undefined {
	const inBrackets =
		/[([](?:[^()[\]\d]*?)(\d{1,3})\s*(?:p|pers\.?|persons?|people|seats?)?[)\]]\s*$/i;
	const withUnit = /\b(\d{1,3})\s*(?:p|pers\.?|persons?|people|seats?)\s*$/i;
	const found = inBrackets.exec(name) ?? withUnit.exec(name);
	const seats = Number(found?.[1]);
	return seats > 0 ? seats : undefined;
}
