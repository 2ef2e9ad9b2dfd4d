/** The CDK's context that leaves protection out of the first deployment of a stage; see bin/deploy/plan.ts. */
export const FIRST_DEPLOYMENT = "firstDeployment";
