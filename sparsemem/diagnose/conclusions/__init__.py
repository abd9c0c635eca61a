"""What all rules come to: findings in their order, the verdict, the report."""
