/** An error of one response message: HTTP 200, ResponseClass="Error". */
export class ResponseError extends Error {
	/**
	 * @param code a ResponseCode, such as `ErrorItemNotFound`
	 * @param details values of m:MessageXml, by name
	 */
	constructor(
		readonly code: string,
		message: string,
		readonly details: Record<string, string> = {},
		/** Elements of m:MessageXml other than t:Value: FieldURI … (already rendered) */
		readonly messageXml?: { markup: string },
	) {
		super(message);
		this.name = 'ResponseError';
	}
}

/** A SOAP fault: HTTP 500 unless told otherwise. */
export class EwsFault extends Error {
	constructor(
		readonly code: string,
		message: string,
		readonly options: {
			/** Values of t:MessageXml, by name, in order. */
			details?: Record<string, string>;
			/** HTTP status. */
			status?: number;
			/** Local name after `a:` in faultcode; the code itself by default. */
			faultCode?: string;
			/** The number in m:ErrorCode, which stands alone in the detail of faults about availability. */
			errorCode?: number;
		} = {},
	) {
		super(message);
		this.name = 'EwsFault';
	}
}
